namespace VideoFeat.Tests;

/// <summary>The golden files under tests/vectors, which the build copies beside the tests.</summary>
internal static class Vectors
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "vectors");

    public static string Find(string name) => Path.Combine(Folder, name.Replace('/', Path.DirectorySeparatorChar));
}
