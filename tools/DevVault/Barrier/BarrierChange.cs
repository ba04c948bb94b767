namespace PenguinMails.DevVault.Barrier;

/// <summary>
/// One value to write in clear, or to remove when <paramref name="Plain"/> is null. <paramref name="Decoded"/> is what the next
/// reader would decode it to, and saves it the work.
/// </summary>
internal readonly record struct BarrierChange(string Path, byte[]? Plain, object? Decoded = null)
{
    public override string ToString() => Path;
}
