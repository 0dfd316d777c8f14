using VideoFeat.Evaluation;

namespace VideoFeat.Splitting;

/// <summary>One picture with what is known of it.</summary>
/// <param name="Id">The user's name for it.</param>
/// <param name="Picture">The network's input.</param>
/// <param name="Label">Class index of a classifier; null where unknown.</param>
/// <param name="Objects">Labelled boxes of a detector in source pixels; null where unknown.</param>
public sealed record EvaluationItem(string Id, PictureInput Picture, int? Label = null, IReadOnlyList<LabelledBox>? Objects = null);

/// <summary>The items of an evaluation; each is read twice, so that none need be held.</summary>
/// <param name="Count">Number of items.</param>
/// <param name="Read">Item 0..Count-1.</param>
public sealed record EvaluationItems(int Count, Func<int, EvaluationItem> Read);

/// <summary>One way of coding, under a name of its own.</summary>
/// <param name="Name">Row label; also the file's name.</param>
/// <param name="Options">How to code.</param>
public sealed record OperatingPoint(string Name, CodecOptions Options);
