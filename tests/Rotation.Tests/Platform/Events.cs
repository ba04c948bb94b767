using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Rotation.Tests.Platform;

/// <summary>Events as KeyIssuance publishes them, with what a test does not care for filled in.</summary>
internal static class Events
{
    public static SecretReference AnySecret() => new(Guid.CreateVersion7(), SecretTypes.Ssh, "tenant");

    public static SecretIssued Issued(SecretReference secret, Guid version, DateTimeOffset at) =>
        new(secret, version, $"SHA256:{version:N}", Guid.CreateVersion7(), Triggers.Manual, at);

    public static SecretRotated Rotated(SecretReference secret, Guid version, Guid previous, DateTimeOffset at, TimeSpan? grace = null) =>
        new(
            secret,
            version,
            $"SHA256:{version:N}",
            previous,
            $"SHA256:{previous:N}",
            at + (grace ?? TimeSpan.FromHours(24)),
            Guid.CreateVersion7(),
            Triggers.Automated,
            Reason: null,
            at);

    public static PreviousVersionRetired Retired(SecretReference secret, Guid version, DateTimeOffset at) =>
        new(secret, version, $"SHA256:{version:N}", Guid.CreateVersion7(), at);

    public static SecretRevoked Revoked(SecretReference secret, DateTimeOffset at) => new(secret, [], Guid.CreateVersion7(), null, at);

    public static SecretRotationFailed Failed(
        SecretReference secret, DateTimeOffset at, string triggeredBy = Triggers.Automated, Guid? requestId = null, string code = "server_unreachable") =>
        new(secret, Guid.CreateVersion7(), triggeredBy, code, "The server did not answer. Start it.", at, requestId);

    public static TenantEnrolled Enrolled(Guid tenantId, string server, DateTimeOffset at) => new(tenantId, "A tenant", server, 22, at);
}
