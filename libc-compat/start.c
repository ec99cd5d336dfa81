/* SPDX-License-Identifier: MIT */
/*
 * The first code of the static position-independent program, in place of
 * musl's rcrt1.o. It exists for two things that musl 1.2.3 does not do for a
 * static program: packed relative relocations (DT_RELR, 6 KB smaller), and
 * making read-only what is to be so after relocation (RELRO).
 *
 * Rules:
 * 1. Until relocate() is done nothing may be used that needs a relocation: no
 *    pointer in initialised data, no function but those of this file.
 * 2. No thread area exists yet: compiled without the stack protector.
 * 3. What cannot be done ends the program (status 111, "broken"); it never
 *    runs on with writable tables.
 */
#include <elf.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define HIDDEN __attribute__((visibility("hidden")))
#define PAGE_BYTES ((uintptr_t)4096)
#define STATUS_BROKEN 111

/* The tags of packed relocations, which musl's <elf.h> does not know yet; they
 * are the last of those that are looked for. */
#define TAG_RELRSZ 35
#define TAG_RELR 36
#define DYNAMIC_TAGS (TAG_RELR + 1)

extern const ElfW(Ehdr) __ehdr_start HIDDEN;
extern const ElfW(Dyn) _DYNAMIC[] HIDDEN;
int main(int argc, char **argv, char **envp);
/* musl's: sets up the thread area, the stack guard and stdio; runs main. */
int __libc_start_main(int (*main_function)(int, char **, char **), int argc,
		      char **argv, void (*init)(void), void (*fini)(void),
		      void (*ldso)(void));
void compat_start(uintptr_t *stack) HIDDEN;

__asm__(".text\n"
	".global _start\n"
	".type _start,@function\n"
	"_start:\n"
	"	xor %ebp,%ebp\n"
	"	mov %rsp,%rdi\n"
	"	and $-16,%rsp\n"
	"	call compat_start\n"
	"	hlt\n"
	".size _start,.-_start\n");

static long
system_call(long number, uintptr_t first, uintptr_t second, uintptr_t third)
{
	long result = 0;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(first), "S"(second), "d"(third)
			 : "rcx", "r11", "memory");
	return result;
}

static _Noreturn void
start_fail(void)
{
	for (;;) {
		(void)system_call(SYS_exit_group, STATUS_BROKEN, 0, 0);
	}
}

/* An even word is an address to relocate; an odd one is a bitmap of which of
 * the 63 words after the last address are to be relocated too. */
static void
apply_relr(uintptr_t base, const uintptr_t *entry, size_t bytes)
{
	const uintptr_t *const end = entry + bytes / sizeof(*entry);
	uintptr_t *where = NULL;

	for (; entry < end; entry++) {
		if ((*entry & 1) == 0) {
			where = (uintptr_t *)(base + *entry);
			*where++ += base;
			continue;
		}
		if (where == NULL) {
			start_fail();
		}
		for (size_t bit = 1; bit < 64; bit++) {
			if ((*entry >> bit) & 1) {
				where[bit - 1] += base;
			}
		}
		where += 63;
	}
}

static void
apply_rela(uintptr_t base, const ElfW(Rela) * entry, size_t bytes)
{
	const ElfW(Rela) *const end = entry + bytes / sizeof(*entry);

	for (; entry < end; entry++) {
		if (ELF64_R_TYPE(entry->r_info) != R_X86_64_RELATIVE) {
			start_fail();
		}
		*(uintptr_t *)(base + entry->r_offset) =
			base + (uintptr_t)entry->r_addend;
	}
}

static void
relocate(uintptr_t base)
{
	uintptr_t value[DYNAMIC_TAGS];

	for (size_t tag = 0; tag < DYNAMIC_TAGS; tag++) {
		*(volatile uintptr_t *)&value[tag] = 0;
	}
	for (const ElfW(Dyn) *dyn = _DYNAMIC; dyn->d_tag != DT_NULL; dyn++) {
		if (dyn->d_tag > 0 && dyn->d_tag < DYNAMIC_TAGS) {
			value[dyn->d_tag] = dyn->d_un.d_val;
		}
	}
	apply_relr(base, (const uintptr_t *)(base + value[TAG_RELR]),
		   value[TAG_RELRSZ]);
	apply_rela(base, (const ElfW(Rela) *)(base + value[DT_RELA]),
		   value[DT_RELASZ]);
	if (value[DT_PLTRELSZ] != 0 || value[DT_TEXTREL] != 0) {
		start_fail();
	}
}

static void
protect(uintptr_t base, const ElfW(Phdr) * header)
{
	uintptr_t start = (base + header->p_vaddr) & -PAGE_BYTES;
	uintptr_t end = (base + header->p_vaddr + header->p_memsz)
			& -PAGE_BYTES;

	if (end > start
	    && system_call(SYS_mprotect, start, end - start, PROT_READ) != 0) {
		start_fail();
	}
}

void
compat_start(uintptr_t *stack)
{
	const uintptr_t base = (uintptr_t)&__ehdr_start;
	const ElfW(Phdr) *header = NULL;

	relocate(base);
	header = (const ElfW(Phdr) *)(base + __ehdr_start.e_phoff);
	for (size_t i = 0; i < __ehdr_start.e_phnum; i++) {
		if (header[i].p_type == PT_GNU_RELRO) {
			protect(base, &header[i]);
		}
	}
	(void)__libc_start_main(main, (int)*stack, (char **)(stack + 1), NULL,
				NULL, NULL);
	start_fail();
}
