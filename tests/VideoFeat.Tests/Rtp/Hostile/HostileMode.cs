namespace VideoFeat.Tests.Rtp.Hostile;

/// <summary>What an attacker can do.</summary>
internal enum HostileMode
{
    /// <summary>It sends from an address of its own; it knows the receiver's port and sees the true packets.</summary>
    Outside = 1,

    /// <summary>Its packets bear the sender's address, too, so that nothing tells them from the true ones but their content.</summary>
    Spoofed = 2,

    /// <summary>The same, and the stream is SRTP, whose key it does not have.</summary>
    Secured = 3,
}
