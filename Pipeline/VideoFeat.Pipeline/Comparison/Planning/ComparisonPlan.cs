namespace VideoFeat.Comparison.Planning;

/// <summary>What is to be compared: items, codecs and their points, and how they are judged. Immutable.</summary>
public sealed record ComparisonPlan
{
    /// <summary>What the report is headed with.</summary>
    public string Title { get; init; } = "Comparison";

    /// <summary>Files and folders: tensors, or pictures with a <see cref="Model"/>.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>True where the inputs of a folder, or the frames of a video, are one sequence and may be predicted from each other.</summary>
    public bool Sequence { get; init; }

    /// <summary>At most this many items, or time steps of a sequence; spread over what there is, or the first of a sequence.</summary>
    public int? Limit { get; init; }

    /// <summary>An ONNX network; null: features are judged by their errors alone.</summary>
    public string? Model { get; init; }

    /// <summary>The tensors at which it is cut.</summary>
    public IReadOnlyList<string> Cut { get; init; } = [];

    /// <summary>How pictures become its input: a recipe's name, or a .json file.</summary>
    public string Recipe { get; init; } = "unit";

    /// <summary>classify or yolox.</summary>
    public string Task { get; init; } = "classify";

    /// <summary>classify: a CSV of FILE,CLASS; yolox: a folder of YOLO text files. Null: agreement with the uncut network alone.</summary>
    public string? Labels { get; init; }

    /// <summary>A profile for the codecs that need one.</summary>
    public string? Profile { get; init; }

    /// <summary>Pictures or tensors, none of them in <see cref="Inputs"/>, on which a profile is made before the run.</summary>
    public IReadOnlyList<string> Calibration { get; init; } = [];

    /// <summary>Sets that calibration takes at most.</summary>
    public int CalibrationLimit { get; init; } = 32;

    /// <summary>The codecs in the order of the report.</summary>
    public required IReadOnlyList<PlannedCodec> Codecs { get; init; }

    /// <summary>Name of the codec that the others are held against at first; null: the first HEVC baseline, else the first codec.</summary>
    public string? Baseline { get; init; }

    /// <summary>Cells that run at a time, 1..256. Times are those of a quiet machine only where this is 1.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Threads of each coder, 0..256; 0: the coder's choice.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Seed of the bootstrap.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Seconds that one run of an outside program may take, 1..86400.</summary>
    public int TimeLimit { get; init; } = 600;

    /// <summary>Items whose channel maps and mosaics the report shows, 0..16.</summary>
    public int Pictures { get; init; } = 1;
}
