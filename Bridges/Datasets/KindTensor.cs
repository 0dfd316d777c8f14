using System.Text.Json.Serialization;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Datasets;

/// <summary>A tensor of one set, as the manifest writes it.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Type">Element type.</param>
/// <param name="Order">What the axes mean.</param>
/// <param name="Shape">Dimensions, outermost first; a batch axis is 1.</param>
public sealed record KindTensor(string Name, ElementType Type, AxisOrder Order, IReadOnlyList<int> Shape)
{
    /// <summary>The same as the rest of the code has it.</summary>
    [JsonIgnore]
    public TensorSpec Spec => new(Name, Type, new TensorShape([.. Shape]), Order);

    /// <summary>A tensor as the manifest writes it.</summary>
    public static KindTensor Of(TensorSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new KindTensor(spec.Name, spec.Type, spec.Order, spec.SingleSet.Shape.ToArray());
    }
}
