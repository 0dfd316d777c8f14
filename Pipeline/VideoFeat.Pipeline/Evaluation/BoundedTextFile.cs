using VideoFeat.Packing;

namespace VideoFeat.Evaluation;

/// <summary>Small text files from outside, refused before they are read if they are not small.</summary>
internal static class BoundedTextFile
{
    /// <exception cref="FeatureFormatException">The file has more bytes than allowed.</exception>
    internal static string[] ReadLines(string path, int maxBytes)
    {
        using FileStream file = File.OpenRead(path);

        // One byte above the limit tells too much from just enough, also where a length is not known (a pipe).
        byte[] bytes = new byte[file.CanSeek ? Math.Min(file.Length, maxBytes) + 1 : maxBytes + 1];
        int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count > maxBytes)
        {
            throw new FeatureFormatException($"{path}: has more than {maxBytes} bytes; a file of this kind has at most that.");
        }

        using var reader = new StreamReader(new MemoryStream(bytes, 0, count));
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
    }
}
