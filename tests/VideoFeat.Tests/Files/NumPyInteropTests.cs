using System.Diagnostics;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Files;

/// <summary>NumPy of this machine reads what we write and writes what we read, where there is one.</summary>
public class NumPyInteropTests
{
    // Debian's Python, where NumPy is a package; another python3 of the path may lack it.
    private const string Python = "/usr/bin/python3";

    [SkippableTheory]
    [InlineData("x.npy")]
    [InlineData("x.npz")]
    public void NumPy_reads_what_we_write(string name)
    {
        using var folder = new TemporaryFolder();
        using FeatureTensor tensor = ArrayValues.Make("p3", ElementType.Float16, 2, 3, 4);
        using var set = new FeatureSet(tensor);
        TensorFiles.Write(folder[name], set);
        string printed = Run(
            "import sys, numpy as np; a = np.load(sys.argv[1]); a = a if hasattr(a, 'dtype') else a['p3']; print(a.dtype.str, a.shape, a.tobytes().hex())", folder[name]);
        Assert.Equal($"<f2 (2, 3, 4) {Convert.ToHexStringLower(tensor.Bytes)}", printed);
    }

    [SkippableFact]
    public void We_read_what_NumPy_writes_of_every_type_order_and_version()
    {
        using var folder = new TemporaryFolder();
        Run(
            """
            import sys, warnings, numpy as np
            warnings.simplefilter("ignore")
            for kind in "f4 f2 i1 u1".split():
                for order in "<>":
                    for layout in "CF":
                        for version in (1, 2, 3):
                            for rank in range(1, 6):
                                shape = (3, 2, 4, 1, 2)[:rank]
                                a = np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape).astype(order + kind, order=layout)
                                with open(f"{sys.argv[1]}/{kind}-{ord(order)}-{layout}-{version}-{rank}.npy", "wb") as f:
                                    np.lib.format.write_array(f, a, version=(version, 0))
            """, folder.Path);
        Assert.Equal(240, folder.Files.Length);
        Assert.All(folder.Files, name =>
        {
            using FeatureTensor tensor = NpyFile.Read(folder[name]);
            Assert.Equal(name[^5] - '0', tensor.Shape.Rank);
            Assert.Equal(Enumerable.Range(0, tensor.Shape.Elements).Select(i => (double)i), ArrayValues.Of(tensor));
        });
    }

    [SkippableFact]
    public void We_read_archives_that_NumPy_packs()
    {
        using var folder = new TemporaryFolder();
        Run(
            "import sys, numpy as np; np.savez_compressed(sys.argv[1], a=np.zeros((64, 50, 50), '<f4'), b=np.asfortranarray(np.arange(6, dtype='>f2').reshape(2, 3)))",
            folder["x.npz"]);
        using FeatureSet set = NpzFile.Read(folder["x.npz"]);
        Assert.Equal(["a Float32 64x50x50 ChannelsFirst", "b Float16 2x3 ChannelsFirst"], set.Select(t => t.Spec.ToString()));
        Assert.Equal([0, 1, 2, 3, 4, 5], ArrayValues.Of(set["b"]));
    }

    private static string Run(string script, string argument)
    {
        Skip.IfNot(File.Exists(Python) && Start("import numpy", "").Code == 0, $"skipped because {Python} has no NumPy");
        (int code, string output, string error) = Start(script, argument);
        Assert.True(code == 0, error);
        return output.Trim();
    }

    private static (int Code, string Output, string Error) Start(string script, string argument)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, ["-c", script, argument]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        return (process.ExitCode, output, error.Result);
    }
}
