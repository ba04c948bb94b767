using System.Net;
using System.Text.RegularExpressions;

namespace PenguinMails.Ssh;

/// <summary>A server and the one host key that it may show.</summary>
public sealed class SshEndpoint
{
    /// <exception cref="ArgumentException">The address or port is not one.</exception>
    public SshEndpoint(string address, int port, PublicKey hostKey)
    {
        if (!ServerAddress.IsValid(address))
        {
            throw new ArgumentException($"The address {ServerAddress.Rule}", nameof(address));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        (Address, Port, HostKey) = (address, port, hostKey);
    }

    public string Address { get; }

    public int Port { get; }

    /// <summary>The key pinned at enrolment.</summary>
    public PublicKey HostKey { get; }

    public override string ToString() => $"{Address}:{Port}";
}

/// <summary>An account and the private key that opens it.</summary>
public sealed record SshIdentity
{
    /// <exception cref="ArgumentException">The name is no POSIX account name.</exception>
    public SshIdentity(string username, PlainTextPrivateKey privateKey)
    {
        AccountName.Check(username);
        (Username, PrivateKey) = (username, privateKey);
    }

    public string Username { get; }

    public PlainTextPrivateKey PrivateKey { get; }
}

/// <summary>POSIX account names, as useradd accepts them.</summary>
public static partial class AccountName
{
    public static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    /// <exception cref="ArgumentException">The name is no POSIX account name.</exception>
    public static void Check(string name)
    {
        if (!IsValid(name))
        {
            throw new ArgumentException("An account name has 1 to 32 small letters, digits, '_' and '-', and begins with a letter or '_'.", nameof(name));
        }
    }

    [GeneratedRegex(@"^[a-z_][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
