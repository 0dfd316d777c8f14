using VideoFeat.Native.Interop;

namespace VideoFeat.Native;

/// <summary>The luma of a decoded picture. The receiver owns and disposes it.</summary>
public sealed unsafe class VideoFrame : IDisposable
{
    private const uint KeyFlag = 1;
    private const uint CorruptFlag = 2;
    private VfFrame _frame;

    internal VideoFrame(in VfFrame frame) => _frame = frame;

    /// <summary>Frees the native memory of a frame that nobody disposed.</summary>
    ~VideoFrame() => Release();

    /// <summary>What was given with the access unit; <see cref="long.MinValue"/> if the decoder does not know.</summary>
    public long Pts => _frame.Pts;

    /// <summary>Visible width in samples.</summary>
    public int Width => _frame.Width;

    /// <summary>Visible height in samples.</summary>
    public int Height => _frame.Height;

    /// <summary>Bits a sample.</summary>
    public int BitDepth => _frame.BitDepth;

    /// <summary>Which chroma planes the stream has.</summary>
    public ChromaFormat Chroma => (ChromaFormat)_frame.Chroma;

    /// <summary>Bytes from one row of <see cref="Luma"/> to the next.</summary>
    public int StrideBytes => _frame.Stride;

    /// <summary>The visible samples: one byte each at 8 bits, else two, little-endian, in the low bits. Lent until the frame is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The frame was disposed.</exception>
    public ReadOnlySpan<byte> Luma
    {
        get
        {
            ObjectDisposedException.ThrowIf(_frame.Owner == 0, this);
            return new ReadOnlySpan<byte>(_frame.Luma, _frame.Stride * (_frame.Height - 1) + RowBytes);
        }
    }

    /// <summary>True for a picture coded by itself.</summary>
    public bool IsKey => (_frame.Flags & KeyFlag) != 0;

    /// <summary>True if FFmpeg flagged the picture. It misses most damage: go by <see cref="Hash"/> or a checksum of the codes.</summary>
    public bool Corrupt => (_frame.Flags & CorruptFlag) != 0;

    /// <summary>What the picture hash says.</summary>
    public PictureHash Hash => (PictureHash)_frame.Hash;

    private int RowBytes => _frame.Width * (_frame.BitDepth > 8 ? 2 : 1);

    /// <summary>The samples of one row; lent until the frame is disposed.</summary>
    /// <param name="y">0 to <see cref="Height"/> - 1.</param>
    public ReadOnlySpan<byte> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        return Luma.Slice(y * _frame.Stride, RowBytes);
    }

    /// <summary>Frees the picture.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_frame.Owner != 0)
        {
            NativeMethods.vf_frame_release(ref _frame);
        }
    }
}
