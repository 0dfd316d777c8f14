using System.CommandLine;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat batch</c>: datasets.</summary>
internal static class BatchVerb
{
    public static Command Create() => new("batch", """
        Datasets: feature sets of any number in shards that are plain video files, with a manifest that says where each item lies and how wrong it can be.

        Examples:
          videofeat batch encode features/ -o dataset --lossless             code; again: go on where it was stopped
          videofeat batch encode 'train-*.tar' -o dataset --max-error 0.5%   no element further off than 0.5 % of its item's range
          videofeat batch verify dataset --sources features/                 decode everything, compare
          videofeat batch decode dataset -o back --slice 0:100
        """)
    {
        BatchEncodeVerb.Create(),
        BatchVerifyVerb.Create(),
        BatchInfoVerb.Create(),
        BatchDecodeVerb.Create(),
        BatchMergeVerb.Create(),
        BatchRepairVerb.Create(),
    };
}
