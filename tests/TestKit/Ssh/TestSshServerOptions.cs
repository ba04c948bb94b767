namespace PenguinMails.TestKit;

/// <summary>How a test's server differs from the usual one.</summary>
public sealed record TestSshServerOptions
{
    /// <summary>Accounts without rights that exist from the start.</summary>
    public IReadOnlyList<string> TenantAccounts { get; init; } = ["tenant-550e8400"];

    /// <summary>Size of /home, as mount(8) writes it ("256k"), for tests that fill it. Unset: as large as the disk.</summary>
    public string? HomeSize { get; init; }

    /// <summary>Whether it runs a mail server too.</summary>
    public bool HasMail { get; init; }

    /// <summary>A loopback address. Unset: 127.0.0.1, and another one with a mail server.</summary>
    public string? Address { get; init; }

    /// <summary>Unset: a free port.</summary>
    public int? Port { get; init; }
}
