namespace VideoFeat.Tests;

/// <summary>One place for seeds, so that every random test can be repeated.</summary>
internal static class Seeds
{
    public const int Default = 20261122;

    public static Random Random(int salt = 0) => new(Default + salt);
}
