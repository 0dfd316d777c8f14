namespace VideoFeat.Comparison.Coders;

/// <summary>A command of ffmpeg that codes an input picture at the network's size; what it writes is read like any picture.</summary>
/// <param name="Template">The command: {input}, {width}, {height}, {bitstream}.</param>
/// <param name="Extension">The coded picture's file extension, with the dot.</param>
/// <param name="Limit">Limit of one run.</param>
internal sealed record PictureCommand(CommandTemplate Template, string Extension, TimeSpan Limit);
