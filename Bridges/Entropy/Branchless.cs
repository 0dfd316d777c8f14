using System.Runtime.CompilerServices;

namespace VideoFeat.Bridges.Entropy;

/// <summary>
/// Integer arithmetic without branches, for the inner loops: what a coder is asked there is as good as random, a branch on it is foreseen wrongly every other time, and
/// the compiler makes branches of conditions inside loops. Differences of the arguments must fit 32 bits.
/// </summary>
internal static class Branchless
{
    /// <summary>|value|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Abs(int value) => (value ^ (value >> 31)) - (value >> 31);

    /// <summary>The smaller one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Min(int a, int b) => b + ((a - b) & ((a - b) >> 31));

    /// <summary>The larger one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Max(int a, int b) => a - ((a - b) & ((a - b) >> 31));

    /// <summary>The value of <paramref name="least"/>..<paramref name="most"/> nearest to <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Clamp(int value, int least, int most) => Min(Max(value, least), most);

    /// <summary>1 where they are equal, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Equal(int a, int b) => a == b ? 1 : 0;

    /// <summary><paramref name="one"/> where <paramref name="which"/> is 1, <paramref name="zero"/> where it is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Select(int which, int one, int zero) => zero ^ ((one ^ zero) & -which);
}
