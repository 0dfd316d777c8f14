using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VideoFeat.Bridges.Entropy;

namespace VideoFeat.Bridges.NearLossless;

/// <summary>How the elements of a set's channels are coded once they are predicted. What has been learned stays from set to set.</summary>
/// <param name="bitDepth">Bits of a code.</param>
internal abstract class ElementModel(int bitDepth)
{
    /// <summary>The segment's codes, filled as they come.</summary>
    protected Planes Codes { get; private set; } = null!;

    /// <summary>Their errors, likewise.</summary>
    protected Planes Errors { get; private set; } = null!;

    /// <summary>The sets before; null without.</summary>
    protected Past? Past { get; private set; }

    /// <summary>The most frequent code of each channel so far.</summary>
    protected int[] Modes { get; private set; } = [];

    /// <summary>Bits of a code beyond 8.</summary>
    protected int DepthShift { get; } = bitDepth - 8;

    /// <summary>Bits behind the point in <see cref="Past"/>.</summary>
    protected int Fraction { get; } = NearLossless.Past.FractionBits(bitDepth);

    /// <summary>Starts a set.</summary>
    /// <param name="codes">The segment's codes, filled as they come.</param>
    /// <param name="errors">Their errors, likewise.</param>
    /// <param name="past">The sets before; null without.</param>
    public virtual void Start(Planes codes, Planes errors, Past? past)
    {
        Codes = codes;
        Errors = errors;
        Past = past;
        Modes = Modes.Length == 0 ? new int[codes.Channels] : Modes;
    }

    /// <summary>Writes or reads what has been learned; false where what was read cannot be.</summary>
    public abstract bool State(StateStream state);

    /// <summary>Codes the elements of a channel; a decoder fills them in.</summary>
    public void Code<TCoder>(ref TCoder coder, LearnedPrediction prediction, in ChannelFacts facts)
        where TCoder : IRangeCoder, allows ref struct
    {
        Modes[facts.Index] = facts.Mode;
        Codes.Open(facts.Index, (short)facts.Mode);
        Errors.Open(facts.Index, 0);
        prediction.Open(facts);
        for (int y = 0; y < Codes.Height && !coder.IsExhausted; y++)
        {
            int row = Codes.Row(facts.Index, y);
            Codes.OpenRow(row);
            Errors.OpenRow(row);
            Code(ref coder, prediction, facts, row, y * Codes.Stride);
            Codes.CloseRow(row);
            Errors.CloseRow(row);
        }

        Codes.Close(facts.Index);
        Errors.Close(facts.Index);
        prediction.Close(facts);
    }

    /// <summary>Codes the elements of a row.</summary>
    /// <param name="coder">Encoder or decoder.</param>
    /// <param name="prediction">What predicts them, and learns each.</param>
    /// <param name="facts">Their channel.</param>
    /// <param name="row">Where the row begins.</param>
    /// <param name="offset">The same, from the channel's first element.</param>
    protected abstract void Code<TCoder>(ref TCoder coder, LearnedPrediction prediction, in ChannelFacts facts, int row, int offset)
        where TCoder : IRangeCoder, allows ref struct;

    /// <summary>An array's element, of an index that is known to be within it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static ref T At<T>(T[] values, int index) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(values), index);
}
