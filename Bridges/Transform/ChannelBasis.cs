using MathNet.Numerics.LinearAlgebra;

namespace VideoFeat.Bridges.Transform;

/// <summary>
/// What each component puts into the channels, as a profile holds it. The way back from channels to components is the least-squares inverse, so that no rounding of the
/// entries adds an error; encoders alone need it.
/// </summary>
internal sealed class ChannelBasis
{
    /// <summary>Unit of <see cref="Rows"/>.</summary>
    public const int Unit = 1 << 15;

    // Against a singular product where components nearly depend on each other; in shares of its mean.
    private const double Ridge = 1e-9;

    private readonly Lazy<float[]> _forward;
    private readonly Lazy<float[]> _inverse;

    /// <param name="channels">Channels.</param>
    /// <param name="rows">What components put into channels, component after component, in 2^-15.</param>
    /// <param name="scale">Each component's row is multiplied by this.</param>
    public ChannelBasis(int channels, short[] rows, float[] scale)
    {
        (Channels, Rows, Scale) = (channels, rows, scale);
        _forward = new Lazy<float[]>(Forward);
        _inverse = new Lazy<float[]>(Inverse);
    }

    public int Channels { get; }

    public int Components => Scale.Length;

    public short[] Rows { get; }

    public float[] Scale { get; }

    /// <summary>Weights of the channels (less their mean) for each component.</summary>
    public float[] ForwardMatrix => _forward.Value;

    /// <summary>Weights of the components for each channel.</summary>
    public float[] InverseMatrix => _inverse.Value;

    /// <summary>Rounds rows so that each one's largest entry keeps all its bits.</summary>
    /// <param name="rows">What components put into channels.</param>
    public static ChannelBasis Of(Matrix<double> rows)
    {
        var entries = new short[rows.RowCount * rows.ColumnCount];
        var scale = new float[rows.RowCount];
        for (int k = 0; k < scale.Length; k++)
        {
            scale[k] = (float)Math.Clamp(rows.Row(k).AbsoluteMaximum(), 1e-6, 1e6);
            for (int c = 0; c < rows.ColumnCount; c++)
            {
                entries[(k * rows.ColumnCount) + c] = (short)Math.Clamp(Math.Round(rows[k, c] / scale[k] * Unit), -short.MaxValue, short.MaxValue);
            }
        }

        return new ChannelBasis(rows.ColumnCount, entries, scale);
    }

    private float[] Forward()
    {
        Matrix<double> rows = Matrix<double>.Build.Dense(Components, Channels, (k, c) => Entry(k, c));
        Matrix<double> product = rows.TransposeAndMultiply(rows);
        double ridge = Ridge * product.Trace() / Components;
        Matrix<double> solved = (product + (Matrix<double>.Build.DenseIdentity(Components) * ridge)).Solve(rows);
        return [.. Enumerable.Range(0, Components * Channels).Select(i => (float)solved[i / Channels, i % Channels])];
    }

    private float[] Inverse()
    {
        var matrix = new float[Rows.Length];
        for (int k = 0; k < Components; k++)
        {
            for (int c = 0; c < Channels; c++)
            {
                matrix[(c * Components) + k] = Entry(k, c);
            }
        }

        return matrix;
    }

    private float Entry(int component, int channel) => Rows[(component * Channels) + channel] * (1f / Unit) * Scale[component];
}
