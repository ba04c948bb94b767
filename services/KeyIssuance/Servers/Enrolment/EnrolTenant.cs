using System.ComponentModel.DataAnnotations;
using System.Net;

namespace PenguinMails.KeyIssuance.Servers.Enrolment;

/// <summary>Puts a tenant and its server under management.</summary>
/// <param name="TenantId">The tenant's id; also names its account on the server (<c>tenant-</c> and its first eight digits), which no other tenant may have there.</param>
/// <param name="Name">Display name, 1 to 200 characters.</param>
/// <param name="Server">Where the server is and how to get in the first time.</param>
public sealed record EnrolTenant(Guid TenantId, [property: Length(1, EnrolTenant.MaxNameLength)] string Name, EnrolServer Server)
{
    public const int MaxNameLength = 200;

    public FieldErrors Validate()
    {
        var errors = new FieldErrors()
            .Require(TenantId != Guid.Empty, "tenantId", "Must be a UUID other than all zeros.")
            .Require(!string.IsNullOrWhiteSpace(Name) && Name.Length <= MaxNameLength, "name", $"Must have 1 to {MaxNameLength} characters.")
            .Require(Name?.Any(char.IsControl) != true, "name", "Must not contain control characters.");
        Server.Validate(errors, "server.");
        return errors;
    }
}

/// <summary>A server as it is when it is handed over.</summary>
/// <param name="Address">IP address or DNS name.</param>
/// <param name="Port">SSH port, 1 to 65535.</param>
/// <param name="HostKey">The server's public host key, <c>ssh-ed25519 AAAA…</c>; every later connection must show it.</param>
/// <param name="Bootstrap">The credential that is used once.</param>
public sealed record EnrolServer(
    [property: Length(1, 253)] string Address, [property: Range(1, IPEndPoint.MaxPort)] int Port, string HostKey, BootstrapCredential Bootstrap)
{
    /// <param name="errors">Gets what is wrong.</param>
    /// <param name="prefix">Where the server stands in the body: "server." or nothing.</param>
    internal void Validate(FieldErrors errors, string prefix)
    {
        errors
            .Require(ServerAddress.IsValid(Address), prefix + "address", $"It {ServerAddress.Rule}")
            .Require(Port is >= 1 and <= IPEndPoint.MaxPort, prefix + "port", "Must be between 1 and 65535.")
            .Require(PublicKey.TryParse(HostKey, out _), prefix + "hostKey", "Must be a public host key such as 'ssh-ed25519 AAAA…'; ssh-keyscan shows it.")
            .Require(AccountName.IsValid(Bootstrap.Username), prefix + "bootstrap.username", "Must be a POSIX account name.")
            .Require(
                Bootstrap.PlainTextPrivateKey?.TrimStart().StartsWith("-----BEGIN ", StringComparison.Ordinal) == true,
                prefix + "bootstrap.privateKey",
                "Must be an unencrypted private key in OpenSSH or PEM format.");
    }
}
