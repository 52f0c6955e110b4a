/* addresses.h - addresses of a test's own, where the C library would ask name servers: a program
 * that includes this has its own getaddrinfo.
 */
#ifndef TEST_ADDRESSES_H
#define TEST_ADDRESSES_H

#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

/* One more, in front of next. */
static struct addrinfo *one_address(const char *ip, const char *port, struct addrinfo *next)
{
        struct {
                struct addrinfo info;
                struct sockaddr_storage address;
        } *node = calloc(1, sizeof *node);

        if (strchr(ip, ':'))
                uv_ip6_addr(ip, atoi(port), (struct sockaddr_in6 *)&node->address);
        else
                uv_ip4_addr(ip, atoi(port), (struct sockaddr_in *)&node->address);
        node->info.ai_family = node->address.ss_family;
        node->info.ai_socktype = SOCK_STREAM;
        node->info.ai_addrlen = sizeof node->address;
        node->info.ai_addr = (struct sockaddr *)&node->address;
        node->info.ai_next = next;
        return &node->info;
}

void freeaddrinfo(struct addrinfo *list)
{
        while (list) {
                struct addrinfo *next = list->ai_next;

                free(list);
                list = next;
        }
}

#endif
