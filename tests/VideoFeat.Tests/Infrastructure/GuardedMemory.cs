using System.Buffers;
using System.Runtime.InteropServices;

namespace VideoFeat.Tests.Infrastructure;

/// <summary>Memory that ends at a page that nobody may touch, so that reading one byte too far kills the test host. Elsewhere than on Linux plain memory.</summary>
internal sealed unsafe partial class GuardedMemory<T> : MemoryManager<T>
    where T : unmanaged
{
    private readonly int _length;
    private readonly nuint _mapped;
    private readonly byte* _start;

    public GuardedMemory(int length)
    {
        _length = length;
        nuint page = (nuint)Environment.SystemPageSize;
        nuint used = (((nuint)(length * sizeof(T)) + page - 1) / page * page) + page;
        if (!OperatingSystem.IsLinux())
        {
            _start = (byte*)NativeMemory.AllocZeroed(used);
            return;
        }

        // PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS; then PROT_NONE for the last page.
        _mapped = used;
        _start = (byte*)Libc.Map(0, used, 3, 0x22, -1, 0);
        Assert.NotEqual(-1, (nint)_start);
        Assert.Equal(0, Libc.Protect((nint)(_start + used - page), page, 0));
    }

    public override Span<T> GetSpan() => new(First, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(First + elementIndex);

    public override void Unpin()
    {
    }

    private T* First => _mapped == 0
        ? (T*)_start
        : (T*)(_start + _mapped - (nuint)Environment.SystemPageSize - (nuint)(_length * sizeof(T)));

    protected override void Dispose(bool disposing)
    {
        if (_mapped == 0)
        {
            NativeMemory.Free(_start);
        }
        else
        {
            _ = Libc.Unmap((nint)_start, _mapped);
        }
    }
}

internal static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "mmap")]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    public static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    public static partial int Unmap(nint address, nuint length);
}
