#include <stdio.h>
#include <wchar.h>

int main(void) {
    const wchar_t *w = L"h\u00e9llo";
    int n = 0;
    while (w[n]) n++;
    printf("%d %d %d\n", n, (int)w[1], (int)sizeof(L"ab"));
    const unsigned short *u = (const unsigned short *)u"x\u20ac";
    printf("%x %x\n", u[0], u[1]);
    const char *utf8 = u8"\u00e9";
    printf("%d %d\n", (unsigned char)utf8[0], (unsigned char)utf8[1]);
    wchar_t a[] = L"zz";
    a[0] = L'y';
    printf("%d %d\n", (int)a[0], (int)L'\x1F600');
    return 0;
}
