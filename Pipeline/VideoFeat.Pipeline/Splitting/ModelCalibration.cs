using Microsoft.ML.OnnxRuntime.Tensors;
using VideoFeat.Bridges.NearLossless;
using VideoFeat.Bridges.Onnx;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Bridges.Transform.Calibration;
using VideoFeat.Evaluation;
using VideoFeat.Packing;

namespace VideoFeat.Splitting;

/// <summary>Profiles out of feature sets, and of the network that they come from.</summary>
public static class ModelCalibration
{
    /// <summary>Calibrates on a network's features; its back half says what matters.</summary>
    /// <param name="model">The network; stays the caller's.</param>
    /// <param name="sets">Feature sets of its front half, 4 or more; 16 to 64 are good. Lent.</param>
    /// <param name="createdBy">What the profile says of its maker.</param>
    /// <param name="options">How; <see cref="CalibrationOptions.Back"/> is set here.</param>
    /// <param name="detector">What the first output means where the network is a YOLOX; null: every output counts as it is.</param>
    /// <exception cref="ArgumentException">Too few sets, or sets of several kinds.</exception>
    public static Profile Run(
        SplitModel model, IReadOnlyList<FeatureSet> sets, string createdBy, CalibrationOptions? options = null, YoloxOptions? detector = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sets);
        ProfileChunk chunk = TransformCalibration.Run(sets, (options ?? new CalibrationOptions()) with { Back = set => detector is null ? Answers(model, set) : YoloxAnswers.Of(Answers(model, set), detector) });
        var meta = new ProfileMeta
        {
            Tensors = [.. sets[0].Select(t => t.Spec.SingleSet)],
            ModelHash = model.Hash,
            CutName = string.Join('+', model.Cut),
            CreatedBy = createdBy,
        };
        return Profile.Create(meta, [chunk, .. NearLossless(sets)]);
    }

    /// <summary>Calibrates on feature sets alone: every squared error matters the same.</summary>
    /// <inheritdoc cref="Run(SplitModel, IReadOnlyList{FeatureSet}, string, CalibrationOptions?, YoloxOptions?)"/>
    public static Profile Run(IReadOnlyList<FeatureSet> sets, string createdBy, CalibrationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sets);
        ProfileChunk chunk = TransformCalibration.Run(sets, options ?? new CalibrationOptions());
        return Profile.Create(new ProfileMeta { Tensors = [.. sets[0].Select(t => t.Spec.SingleSet)], CreatedBy = createdBy }, [chunk, .. NearLossless(sets)]);
    }

    // For both efforts that learn; at 8 bits, where a coder of its own is worth most.
    private static IEnumerable<ProfileChunk> NearLossless(IReadOnlyList<FeatureSet> sets) =>
        NearLosslessCalibration.Serves([.. sets[0].Select(t => t.Spec.SingleSet)])
            ? [NearLosslessCalibration.Run(sets, NearLosslessEffort.Default), NearLosslessCalibration.Run(sets, NearLosslessEffort.Best)]
            : [];

    private static NetworkAnswer[] Answers(SplitModel model, FeatureSet set)
    {
        using NetworkOutputs outputs = model.Back(set);
        return [.. outputs
            .Where(o => o.Type == TensorElementType.Float && o.Dimensions.Count > 0)
            .Select(o => new NetworkAnswer(o.Elements<float>().ToArray(), (int)o.Dimensions[^1]))];
    }
}
