namespace VideoFeat;

/// <summary>What codes the features.</summary>
public enum FeatureBridge
{
    /// <summary>HEVC, lossy or lossless: every HEVC decoder reads the codes.</summary>
    Hevc = 1,

    /// <summary>Our own coder of codes without loss, carried by a tiny HEVC picture: fewer bits than lossless HEVC.</summary>
    NearLossless = 2,

    /// <summary>Few levels between the ends of a modelled range, carried by a tiny HEVC picture: about half a bit to two bits an element at little cost.</summary>
    Lightweight = 3,

    /// <summary>A transform calibrated for the network and cut, carried by a tiny HEVC picture: at equal accuracy fewer bits than lossy HEVC.</summary>
    Transform = 4,
}
