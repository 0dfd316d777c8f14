using VideoFeat.Comparison.Coders;
using VideoFeat.Comparison.Results;

namespace VideoFeat.Comparison.Planning;

/// <summary>One codec at one point, ready to run.</summary>
/// <param name="Codec">The codec's name in the plan.</param>
/// <param name="Point">The point.</param>
/// <param name="Coder">What codes features; null for coded input pictures.</param>
/// <param name="Picture">What codes input pictures; null for features.</param>
/// <param name="Lossless">True where every code must come back.</param>
internal sealed record PlannedPoint(string Codec, ComparedPoint Point, IItemCoder? Coder, PictureCommand? Picture, bool Lossless);

/// <summary>One codec of a plan with its points.</summary>
/// <param name="Planned">As it was asked for.</param>
/// <param name="Entry">What it is.</param>
/// <param name="Points">Its points in the plan's order.</param>
internal sealed record ResolvedCodec(PlannedCodec Planned, CodecEntry Entry, IReadOnlyList<PlannedPoint> Points);
