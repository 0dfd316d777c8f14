using System.Buffers;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Onnx.Schema;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>A network (or a half of one) loaded into ONNX Runtime. Safe for concurrent runs.</summary>
internal sealed unsafe class NetworkSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _plain = new();
    private readonly string _label;

    private NetworkSession(InferenceSession session, string label, bool numbersOnly)
    {
        _session = session;
        _label = label;
        Inputs = [.. session.InputNames.Select(n => Port(n, session.InputMetadata[n], label))];
        Outputs = [.. session.OutputNames.Where(n => numbersOnly || IsNumbers(session.OutputMetadata[n])).Select(n => Port(n, session.OutputMetadata[n], label))];
    }

    public NetworkPort[] Inputs { get; }

    public NetworkPort[] Outputs { get; }

    /// <summary>Loads a model from memory; external weights are read by the runtime from the folder of <paramref name="graph"/>'s file.</summary>
    /// <exception cref="FeatureFormatException">ONNX Runtime refuses the model.</exception>
    /// <exception cref="NotSupportedException">The execution provider is not there.</exception>
    /// <param name="model">The network, or a part of it.</param>
    /// <param name="graph">Where it came from.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="half">What messages call it.</param>
    /// <param name="numbersOnly">True to refuse outputs that are not tensors of numbers; false to leave them out.</param>
    public static NetworkSession Open(ModelProto model, OnnxGraph graph, SplitModelOptions options, string half, bool numbersOnly = true)
    {
        using SessionOptions settings = ProviderSettings.Create(options);
        if (graph.ExternalFiles.Count > 0)
        {
            // So that a model in memory finds the weights that stand beside its file: nothing is copied and no temporary file is written.
            settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(graph.FilePath)!);
        }

        string label = $"{graph.Source} ({half})";
        InferenceSession? session = null;
        try
        {
            session = new InferenceSession(model.ToByteArray(), settings);
            return new NetworkSession(session, label, numbersOnly);
        }
        catch (OnnxRuntimeException e)
        {
            session?.Dispose();
            throw new FeatureFormatException($"{label}: ONNX Runtime refuses the model: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Runs once. Results own the runtime's memory.</summary>
    /// <param name="inputs">One tensor for each input, in any order.</param>
    /// <param name="outputs">Names of the outputs wanted.</param>
    /// <param name="cancel">Stops the run at the next operator.</param>
    public NetworkTensor[] Run(ReadOnlySpan<NetworkTensor> inputs, string[] outputs, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var names = new string[Inputs.Length];
        var pins = new MemoryHandle[Inputs.Length];
        var values = new OrtValue[Inputs.Length];
        using RunOptions? own = cancel.CanBeCanceled ? new RunOptions() : null;
        CancellationTokenRegistration stop = own is null ? default : cancel.Register(static o => ((RunOptions)o!).Terminate = true, own);
        try
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                names[i] = inputs[i].Name;
                Memory<byte> memory = inputs[i].Memory;
                pins[i] = memory.Pin();
                values[i] = OrtValue.CreateTensorValueWithData(
                    OrtMemoryInfo.DefaultInstance, inputs[i].Type, [.. inputs[i].Dimensions], (nint)pins[i].Pointer, memory.Length);
            }

            return Take(_session.Run(own ?? _plain, names, values, outputs), outputs);
        }
        catch (OnnxRuntimeException e)
        {
            cancel.ThrowIfCancellationRequested();
            throw new InvalidOperationException($"{_label}: ONNX Runtime could not run it: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        finally
        {
            stop.Dispose();
            foreach (OrtValue? value in values)
            {
                value?.Dispose();
            }

            foreach (MemoryHandle pin in pins)
            {
                pin.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _plain.Dispose();
    }

    /// <summary>The collection would dispose its values with itself, so it is disposed only where not all of them could be taken.</summary>
    private static NetworkTensor[] Take(IDisposableReadOnlyCollection<OrtValue> results, string[] names)
    {
        try
        {
            return [.. results.Select((value, i) => NetworkTensor.Take(names[i], value))];
        }
        catch
        {
            results.Dispose();
            throw;
        }
    }

    private static bool IsNumbers(NodeMetadata metadata) => metadata.IsTensor && ElementTypeMap.Size(metadata.ElementDataType) > 0;

    private static NetworkPort Port(string name, NodeMetadata metadata, string label)
    {
        if (!IsNumbers(metadata))
        {
            string kind = metadata.IsTensor ? $"a tensor of {metadata.ElementDataType}" : metadata.OnnxValueType.ToString();
            throw new NotSupportedException($"{label}: {Printable.Quoted(name)} is {kind}; only tensors of numbers can pass a network's door here.");
        }

        return new NetworkPort(name, metadata.ElementDataType, [.. metadata.Dimensions.Select(d => (long)d)]);
    }
}
