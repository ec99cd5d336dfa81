/* SPDX-License-Identifier: MIT */
#include "prompt/kernel_console.h"

#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define ACTIVE "/sys/class/tty/console/active"
#define IN_FRONT "/sys/class/tty/tty0/active"
#define LINE_BYTES 256
#define NAMES_MAX 8
#define MAJOR_OF_VIRTUAL 4
#define MINOR_AFTER_VIRTUAL 64

/* One line of a file, without its newline; false: there is none. */
static bool
read_line(const char *path, char *line, size_t size_bytes)
{
	int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd >= 0) {
		n = read(fd, line, size_bytes - 1);
		close(fd);
	}
	if (n <= 0) {
		return false;
	}
	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static void
add_name(char *name, const char *word, size_t len)
{
	memcpy(name, word, len);
	name[len] = '\0';
	if (strcmp(name, "tty0") == 0) {
		read_line(IN_FRONT, name, KERNEL_CONSOLE_NAME_BYTES);
	}
}

size_t
kernel_console_names(char names[][KERNEL_CONSOLE_NAME_BYTES], size_t max)
{
	char line[LINE_BYTES];
	const char *at = line;
	size_t count = 0;

	if (!read_line(ACTIVE, line, sizeof(line))) {
		line[0] = '\0';
	}
	while (count < max && *at != '\0') {
		size_t len = strcspn(at, " ");

		if (len > 0 && len < KERNEL_CONSOLE_NAME_BYTES) {
			add_name(names[count++], at, len);
		}
		at += len + strspn(at + len, " ");
	}
	if (count == 0) {
		add_name(names[count++], "console", strlen("console"));
	}
	return count;
}

static bool
is_virtual(unsigned device)
{
	return major(device) == MAJOR_OF_VIRTUAL
	       && minor(device) < MINOR_AFTER_VIRTUAL;
}

/* The device of a name in /dev. */
static bool
device_of(const char *name, unsigned *device)
{
	char path[sizeof("/dev/") + KERNEL_CONSOLE_NAME_BYTES] = "/dev/";
	struct stat status = {0};

	strcat(path, name);
	if (stat(path, &status) != 0) {
		return false;
	}
	*device = (unsigned)status.st_rdev;
	return true;
}

bool
kernel_console_is(int fd)
{
	char names[NAMES_MAX][KERNEL_CONSOLE_NAME_BYTES];
	size_t count = kernel_console_names(names, NAMES_MAX);
	unsigned device = 0;

	if (ioctl(fd, (int)TIOCGDEV, &device) != 0
	    || strcmp(names[0], "console") == 0) {
		return true;
	}
	for (size_t i = 0; i < count; i++) {
		unsigned active = 0;

		if (device_of(names[i], &active)
		    && (active == device
			|| (is_virtual(active) && is_virtual(device)))) {
			return true;
		}
	}
	return false;
}
