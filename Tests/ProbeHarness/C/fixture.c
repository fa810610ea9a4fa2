/* What the sandbox shows of files, hosts and users. Each text exists twice: as it is by default, and
 * as its axis makes it. */
#define _GNU_SOURCE
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utmpx.h>

#include "probe.h"

static void make(const char *path, const char *text, mode_t mode) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
    if (file < 0) return;
    if (write(file, text, strlen(text)) < 0) perror(path);
    fchmod(file, mode);
    close(file);
}

static void touch(const char *path, long seconds) {
    struct timespec times[2] = {{seconds, 5000}, {seconds, 7000}};
    utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

static void empty(const char *path) {
    DIR *directory = opendir(path);
    struct dirent *entry;
    char name[512];
    if (!directory) return;
    while ((entry = readdir(directory))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (unlink(name)) {
            empty(name);
            rmdir(name);
        }
    }
    closedir(directory);
}

void fixture_restore(const char *axis) {
    int other = !strcmp(axis, "file");
    int reversed = !strcmp(axis, "order");
    long time = !strcmp(axis, "times") ? 1500000000 : 1600000000;
    umask(0);
    empty("/tmp/work");
    mkdir(WORK, 0777);
    chmod(WORK, 0777);
    make(WORK_FILE,
         other ? "97 zulu 2.75\nyankee=xray whiskey\nvictor\n" : "12 alpha 1.25\nbravo=charlie\ndelta\n",
         0666);
    mkdir(WORK_DIRECTORY, 0777);
    chmod(WORK_DIRECTORY, 0777);
    const char *names[] = {"one", "two", "three"};
    for (int i = 0; i < 3; i++) {
        char path[128];
        snprintf(path, sizeof path, WORK_DIRECTORY "/%s", names[reversed ? 2 - i : i]);
        make(path, "x", 0666);
        touch(path, time);
    }
    if (other) make(WORK_DIRECTORY "/four", "more", 0666);
    if (symlink(other ? "directory" : "file", WORK_LINK)) perror(WORK_LINK);
    /* Where the file system keeps no attributes, the axis does not show them. */
    (void)!setxattr(WORK_FILE, "user.probe", other ? "other" : "one", other ? 5 : 3, 0);
    if (other) (void)!setxattr(WORK_FILE, "user.more", "x", 1, 0);
    /* A library that one host has and the other has not. */
    if (other) (void)!symlink("/lib/x86_64-linux-gnu/libresolv.so.2", WORK "/library");
    touch(WORK_FILE, time);
    touch(WORK_DIRECTORY, time);
    touch(WORK, time);
}

/* The databases of the C library, as two hosts may have them. */
void fixture_databases(const char *folder, int other) {
    const struct {
        const char *name, *text, *otherwise;
    } files[] = {
        {"nsswitch.conf",
         "passwd: files\ngroup: files\nshadow: files\ngshadow: files\nhosts: files\nnetworks: files\n"
         "protocols: files\nservices: files\nethers: files\nrpc: files\naliases: files\n"
         "netgroup: files\n",
         NULL},
        {"passwd",
         "root:x:0:0:root:/root:/bin/sh\nprobe:x:1500:1500:Probe,,,:/tmp/home:/bin/sh\n"
         "nobody:x:65534:65534:nobody:/nonexistent:/bin/false\n",
         "root:x:0:0:Super User:/home/root:/bin/bash\nprobe:x:1500:1600:Other,,,:/tmp/other:/bin/bash\n"
         "nobody:x:65534:65534:No Body:/none:/bin/true\n"},
        {"group", "root:x:0:\nprobe:x:1500:nobody,probe\nnogroup:x:65534:\n",
         "root:!:0:probe\nprobe:x:1501:root,probe\nnone:x:65534:\nextra:x:1700:nobody\n"},
        {"shadow", "root:*:19000:0:99999:7:::\nprobe:!:19000:0:99999:7:::\n",
         "root:!:19100:0:99999:7:::\nprobe:x:19100:0:90:5:::\n"},
        {"gshadow", "root:*::\nprobe:!::probe\n", "root:!::\nprobe:*:root:root\n"},
        {"hosts", "127.0.0.1 localhost\n192.0.2.7 probehost probealias\n2001:db8::7 probehost\n",
         "127.0.0.1 localhost local\n192.0.2.9 probehost otheralias\n2001:db8::9 probehost\n"},
        {"networks", "probenet 192.0.2.0\nloopback 127.0.0.0\n",
         "probenet 198.51.100.0 other\nlocal 127.0.0.0\n"},
        {"protocols", "ip 0 IP\ntcp 6 TCP\nudp 17 UDP\n", "ip 0 IPV4\ntransmission 6 TCP\nudp 18\n"},
        {"services", "http 80/tcp www\necho 7/tcp\necho 7/udp\n",
         "http 8080/tcp web\nwww 80/tcp\nreply 7/tcp\necho 8/udp\n"},
        {"rpc", "portmapper 100000 portmap\nprobe 200000\n",
         "mapper 100000 sunrpc\nprobe 200001 other\n"},
        {"ethers", "00:11:22:33:44:55 probehost\n", "00:11:22:33:44:66 probehost\n"},
        {"aliases", "probe: root, nobody\n", "probe: nobody\n"},
        {"netgroup", "probe (probehost,probe,example)\n", "probe (otherhost,root,other)\n"},
        {"shells", "/bin/sh\n/bin/bash\n", "/bin/bash\n/bin/zsh\n"},
        {"fstab", "/dev/sda1 / ext4 defaults 0 1\nproc /proc proc defaults 0 0\n",
         "/dev/vda1 / xfs noatime 0 1\nproc /proc proc ro 0 0\n"},
        {"mtab", "/dev/sda1 / ext4 rw 0 0\n", "/dev/vda1 / xfs ro 0 0\n"},
        {"ttys", "tty1 getty vt100 on\n", "tty2 getty xterm off\n"},
        {"resolv.conf", "nameserver 127.0.0.1\nsearch example\noptions timeout:1 attempts:1\n",
         "nameserver 127.0.0.2\nsearch other\noptions timeout:1 attempts:1\n"},
        {"host.conf", "multi on\n", NULL},
        {"gai.conf", "", NULL},
        {"hostid", "ABCD", "WXYZ"},
        {"localtime", "", NULL},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        make(path, other && files[i].otherwise ? files[i].otherwise : files[i].text, 0644);
    }
}

void fixture_logins(const char *folder, int other) {
    char path[256];
    struct utmpx login = {.ut_type = USER_PROCESS, .ut_pid = other ? 90 : 80};
    strcpy(login.ut_line, other ? "pts/1" : "pts/0");
    strcpy(login.ut_id, other ? "1" : "0");
    strcpy(login.ut_user, other ? "other" : "probe");
    login.ut_tv.tv_sec = other ? 1500000000 : 1600000000;
    snprintf(path, sizeof path, "%s/utmp", folder);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0) return;
    if (write(file, &login, sizeof login) < 0) perror(path);
    close(file);
}
