namespace VideoFeat.Packing;

/// <summary>What the axes of a tensor mean. The values are those of the feature header.</summary>
public enum AxisOrder
{
    /// <summary>Rank 5 NCDHW, rank 4 NCHW, rank 3 CHW; rank 2 is one channel of HxW; rank 1 is one channel of 1xW.</summary>
    ChannelsFirst = 1,

    /// <summary>Rank 5 NDHWC, rank 4 NHWC, rank 3 HWC; rank 2 and 1 as <see cref="ChannelsFirst"/>.</summary>
    ChannelsLast = 2,

    /// <summary>Rank 3 NTD, rank 2 TD: T tokens of D features are one channel of TxD. No other rank.</summary>
    Tokens = 3,
}
