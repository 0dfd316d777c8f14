namespace VideoFeat.Bridges.Transform;

/// <summary>
/// Dependent quantization: two scalar quantizers with steps of the same size; the parities of a component's levels before one say which of the two it belongs to. Their points
/// together lie twice as densely, so that an encoder that looks ahead finds levels nearer to the coefficients at no more bits (trellis-coded quantization: Marcellin and Fischer
/// 1990; with adaptive entropy coding: H.266, 8.7.3).
/// </summary>
/// <remarks>The first quantizer has points at k steps, the second at k - sgn(k) / 2 steps; 0 is a point of both. Even states are of the first, odd ones of the second. At high rates
/// that takes about 1 dB off the error of a uniform source (TrellisTests prints it), of the 1.53 dB that theory allows.</remarks>
internal static class LevelState
{
    /// <summary>States; every component begins in state 0.</summary>
    public const int Count = 8;

    // The state behind an even level and behind an odd one, four bits a state.
    private const uint Even = 0x7342_6150;
    private const uint Odd = 0x5160_4372;

    /// <summary>The state behind a level.</summary>
    public static int Next(int state, int level) => (int)(((level & 1) == 0 ? Even : Odd) >> (4 * state)) & 7;

    /// <summary>The state behind a run of zeros, whose states come back after four.</summary>
    public static int NextZeros(int state, int run)
    {
        for (int i = run & 3; i > 0; i--)
        {
            state = Next(state, 0);
        }

        return state;
    }

    /// <summary>0: the first quantizer; 1: the second.</summary>
    public static int Quantizer(int state) => state & 1;
}
