using VideoFeat.Bridges.Files.Arrays;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Checks what is given to a network against what it takes, so that the message names the input and both shapes.</summary>
internal static class NetworkInputs
{
    /// <summary>Checks names, types and shapes. Returns how many times a network that is fixed to one item must run: 1, or the batch given.</summary>
    /// <exception cref="ArgumentException">An input is missing, unknown, given twice, or of another type or shape.</exception>
    public static int Check(NetworkPort[] ports, ReadOnlySpan<NetworkTensor> inputs, string network)
    {
        if (inputs.Length != ports.Length)
        {
            throw new ArgumentException($"{network} takes {ports.Length} input(s): {List(ports)}; got {inputs.Length}.");
        }

        int runs = 1;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (NetworkTensor input in inputs)
        {
            ArgumentNullException.ThrowIfNull(input);
            NetworkPort port = Array.Find(ports, p => p.Name == input.Name)
                ?? throw new ArgumentException($"{network} has no input {Printable.Quoted(input.Name)}; it takes {List(ports)}.");
            if (!seen.Add(input.Name))
            {
                throw new ArgumentException($"The input {Printable.Quoted(input.Name)} is given twice.");
            }

            runs = Math.Max(runs, Runs(port, input, network));
        }

        return runs;
    }

    private static int Runs(NetworkPort port, NetworkTensor input, string network)
    {
        bool fits = input.Type == port.Type;
        bool loops = false;
        if (port.Dimensions.Count > 0)
        {
            fits &= port.Dimensions.Count == input.Dimensions.Count;
            for (int axis = 0; fits && axis < port.Dimensions.Count; axis++)
            {
                bool same = port.Dimensions[axis] < 0 || port.Dimensions[axis] == input.Dimensions[axis];
                bool batch = !same && axis == 0 && port.Dimensions[0] == 1 && input.Dimensions[0] > 1;
                loops |= batch;
                fits &= same || batch;
            }
        }

        return fits
            ? loops ? checked((int)input.Dimensions[0]) : 1
            : throw new ArgumentException($"{network}: the input {Printable.Quoted(port.Name)} takes {port.Type} {NetworkPort.Shape(port.Dimensions)}; got {input.Type} {NetworkPort.Shape(input.Dimensions)}.");
    }

    private static string List(NetworkPort[] ports) => string.Join(", ", ports.Select(p => $"{Printable.Quoted(p.Name)} ({p.Type} {NetworkPort.Shape(p.Dimensions)})"));
}
