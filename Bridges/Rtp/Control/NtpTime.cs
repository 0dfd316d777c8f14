namespace VideoFeat.Bridges.Rtp.Control;

/// <summary>NTP time stamps of RTCP (RFC 3550, 4): seconds since 1900 in the upper, fractions of 2^-32 s in the lower 32 bits.</summary>
internal static class NtpTime
{
    // 70 years, 17 of them leap years, from 1900 to 1970.
    private const long SecondsTo1970 = ((70L * 365) + 17) * 86_400;

    public static ulong From(DateTimeOffset time)
    {
        long ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
        ulong fraction = ((ulong)rest << 32) / TimeSpan.TicksPerSecond;
        return ((ulong)(seconds + SecondsTo1970) << 32) | fraction;
    }

    /// <summary>The middle 32 bits, in 1/65536 s, as report blocks use them.</summary>
    public static uint Middle(ulong ntp) => (uint)(ntp >> 16);
}
