using System.Security.Cryptography;
using Google.Protobuf;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Onnx.Schema;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Onnx;

public sealed class ExternalWeightsTests
{
    [Fact]
    public void A_network_with_external_weights_gives_what_the_same_network_in_one_file_gives()
    {
        using var folder = new TemporaryFolder();
        NetworkBuilder inOne = NetworkBuilder.Residual();
        string one = inOne.Save(folder, "one.onnx");
        string two = Outside(NetworkBuilder.Residual(), folder, "two.onnx", "weights/two.bin");
        using SplitModel a = SplitModel.Load(one, ["stem"]);
        using SplitModel b = SplitModel.Load(two, ["stem"]);
        float[] x = [.. Enumerable.Range(0, 3 * 64).Select(i => i / 100f)];
        using FeatureSet fa = a.Front(x, new TensorShape(1, 3, 8, 8));
        using FeatureSet fb = b.Front(x, new TensorShape(1, 3, 8, 8));
        using NetworkOutputs ya = a.Back(fa);
        using NetworkOutputs yb = b.Back(fb);
        using NetworkOutputs whole = b.Whole(x, new TensorShape(1, 3, 8, 8));
        Assert.Equal(fa[0].Floats, fb[0].Floats);
        Assert.Equal(ya[0].Elements<float>(), yb[0].Elements<float>());
        Assert.Equal(ya[0].Elements<float>().Length, whole[0].Elements<float>().Length);
        Assert.Equal(["weights/two.bin"], b.Graph.ExternalFiles);
    }

    [Fact]
    public void Written_halves_hold_their_weights_and_run_by_themselves()
    {
        using var folder = new TemporaryFolder();
        string path = Outside(NetworkBuilder.Residual(), folder, "two.onnx", "two.bin");
        using SplitModel model = SplitModel.Load(path, ["stem"]);
        model.Save(folder["front.onnx"], folder["back.onnx"]);
        Assert.Equal(["back.onnx", "front.onnx", "two.bin", "two.onnx"], folder.Files);
        OnnxGraph front = OnnxGraph.Load(folder["front.onnx"]);
        Assert.Empty(front.ExternalFiles);
        Assert.Equal("stem", Assert.Single(front.Outputs));
        Assert.Equal(NetworkBuilder.Float, Assert.Single(front.Model.Graph.Output).Type.TensorType.ElemType);
        float[] x = [.. Enumerable.Range(0, 3 * 64).Select(i => i / 100f)];
        using NetworkSession first = NetworkSession.Open(front.Model, front, new(), "front");
        OnnxGraph back = OnnxGraph.Load(folder["back.onnx"]);
        using NetworkSession second = NetworkSession.Open(back.Model, back, new(), "back");
        using NetworkTensor stem = first.Run([NetworkTensor.Wrap<float>("x", x, 1, 3, 8, 8)], ["stem"], default)[0];
        using NetworkTensor y = second.Run([stem], ["y"], default)[0];
        using NetworkOutputs whole = model.Whole(x, new TensorShape(1, 3, 8, 8));
        Assert.All(y.Elements<float>().ToArray().Zip(whole[0].Elements<float>().ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void The_hash_is_that_of_the_file_and_covers_external_weights()
    {
        using var folder = new TemporaryFolder();
        string one = NetworkBuilder.Chain().Save(folder, "one.onnx");
        Assert.Equal(SHA256.HashData(File.ReadAllBytes(one)), ModelHash.Compute(OnnxGraph.Load(one)));

        string two = Outside(NetworkBuilder.Chain(), folder, "two.onnx", "two.bin");
        byte[] weights = File.ReadAllBytes(folder["two.bin"]);
        byte[] expected = SHA256.HashData([.. File.ReadAllBytes(two), .. "two.bin"u8, 0, .. BitConverter.GetBytes((long)weights.Length), .. weights]);
        Assert.Equal(expected, ModelHash.Compute(OnnxGraph.Load(two)));
        weights[5] ^= 1;
        File.WriteAllBytes(folder["two.bin"], weights);
        Assert.NotEqual(expected, ModelHash.Compute(OnnxGraph.Load(two)));
    }

    [Theory]
    [InlineData("../secret.bin", "which is not a path within the model's folder.")]
    [InlineData("a/../../secret.bin", "which is not a path within the model's folder.")]
    [InlineData("..\\secret.bin", "which is not a path within the model's folder.")]
    [InlineData("/etc/passwd", "which is not a path within the model's folder.")]
    [InlineData("C:secret.bin", "which is not a path within the model's folder.")]
    [InlineData("*/_ORT_MEM_ADDR_/*", "which is not a path within the model's folder.")]
    [InlineData("", "which is not a path within the model's folder.")]
    [InlineData("absent.bin", "which is not there beside the model.")]
    public void A_location_outside_the_models_folder_is_refused(string location, string reason)
    {
        using var folder = new TemporaryFolder();
        NetworkBuilder net = NetworkBuilder.Chain();
        Externalize(net.Graph.Initializer[1], location, 0, 4);
        Refused(net, folder, $"net.onnx: the weight 'a1.w' lies in '{location}', {reason}");
    }

    [SkippableFact]
    public void A_link_that_leaves_the_models_folder_is_refused()
    {
        Skip.If(OperatingSystem.IsWindows(), "skipped because making a link takes a privilege on Windows");
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        File.WriteAllBytes(elsewhere["secret.bin"], new byte[5000]);
        File.CreateSymbolicLink(folder["w.bin"], elsewhere["secret.bin"]);
        Directory.CreateSymbolicLink(folder["sub"], elsewhere.Path);
        NetworkBuilder net = NetworkBuilder.Chain();
        Externalize(net.Graph.Initializer[1], "w.bin", 0, 864);
        Refused(net, folder, "net.onnx: the weight 'a1.w' lies in 'w.bin', a link that leaves the model's folder.");
        net.Graph.Initializer[1].ExternalData[0].Value = "sub/secret.bin";
        Refused(net, folder, "net.onnx: the weight 'a1.w' lies in 'sub/secret.bin', through a folder that is a link.");
    }

    [Theory]
    [InlineData("900", "100", "net.onnx: the weight 'a1.w' takes bytes 900 to 1000 of 'w.bin', which has 864.")]
    [InlineData("0", "9223372036854775807", "net.onnx: the weight 'a1.w' takes bytes 0 to 9223372036854775807 of 'w.bin', which has 864.")]
    [InlineData("9223372036854775807", "9223372036854775807", "net.onnx: the weight 'a1.w' takes bytes 9223372036854775807 to 18446744073709551614 of 'w.bin', which has 864.")]
    [InlineData("-1", "4", "net.onnx: the weight 'a1.w' has the offset '-1' in its external file; it must be a number from 0.")]
    [InlineData("0", "many", "net.onnx: the weight 'a1.w' has the length 'many' in its external file; it must be a number from 0.")]
    public void A_range_beyond_the_external_file_is_refused(string offset, string length, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["w.bin"], new byte[864]);
        NetworkBuilder net = NetworkBuilder.Chain();
        Externalize(net.Graph.Initializer[1], "w.bin", 0, 0);
        net.Graph.Initializer[1].ExternalData[1].Value = offset;
        net.Graph.Initializer[1].ExternalData[2].Value = length;
        Refused(net, folder, message);
    }

    [Fact]
    public void External_weights_need_a_file_to_stand_beside()
    {
        NetworkBuilder net = NetworkBuilder.Chain();
        Externalize(net.Graph.Initializer[1], "w.bin", 0, 864);
        FeatureFormatException e = Assert.Throws<FeatureFormatException>(net.Parse);
        Assert.Equal("net.onnx: the weight 'a1.w' lies in an external file, and a model in memory has no folder to look in; load it from its file.", e.Message);
    }

    /// <summary>Moves every weight of the network into one file beside it.</summary>
    private static string Outside(NetworkBuilder net, TemporaryFolder folder, string name, string weights)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[weights])!);
        using (FileStream file = File.Create(folder[weights]))
        {
            foreach (TensorProto tensor in net.Graph.Initializer)
            {
                file.Position = (file.Position + 63) / 64 * 64;
                ByteString data = tensor.RawData;
                Externalize(tensor, weights, file.Position, data.Length);
                data.WriteTo(file);
            }
        }

        return net.Save(folder, name);
    }

    private static void Externalize(TensorProto tensor, string location, long offset, long length)
    {
        tensor.ClearRawData();
        tensor.DataLocation = 1;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString() });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = length.ToString() });
    }

    private static void Refused(NetworkBuilder net, TemporaryFolder folder, string message) =>
        Assert.Equal(message, Assert.Throws<FeatureFormatException>(() => OnnxGraph.Load(net.Save(folder))).Message);
}
