namespace PenguinMails.DevVault.Wrapping;

/// <summary>What the caller of a wrapped request gets instead of the answer.</summary>
/// <param name="WrappedAccessor">The accessor of the token inside, when the answer was a login; else empty.</param>
internal sealed record WrapInfo(
    string WrappedToken, string Accessor, TimeSpan Ttl, DateTimeOffset Created, string CreationPath, string WrappedAccessor)
{
    public override string ToString() => CreationPath;
}
