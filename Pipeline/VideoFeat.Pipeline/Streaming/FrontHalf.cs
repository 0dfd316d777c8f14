using System.Runtime.CompilerServices;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Packing;

namespace VideoFeat.Streaming;

/// <summary>The network's front half at the sending end.</summary>
public static class FrontHalf
{
    /// <summary>Pictures through the front half; each set belongs to the loop body.</summary>
    /// <param name="model">The network; stays the caller's.</param>
    /// <param name="recipe">How the pictures were prepared.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="cancellation">Ends it, inside the network too.</param>
    public static async IAsyncEnumerable<SourcedSet> RunAsync(
        SplitModel model, InputRecipe recipe, IAsyncEnumerable<CapturedPicture> pictures, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(pictures);
        await foreach (CapturedPicture captured in pictures.WithCancellation(cancellation).ConfigureAwait(false))
        {
            long started = TimeProvider.System.GetTimestamp();
            FeatureSet features = await Task.Run(() => model.Front(captured.Picture.Values, recipe.Shape, cancellation), cancellation).ConfigureAwait(false);
            yield return new SourcedSet(
                new FeatureSet([.. features]) { ItemId = captured.Id }, captured.CapturedAt, captured.Capture, TimeProvider.System.GetElapsedTime(started));
        }
    }
}
