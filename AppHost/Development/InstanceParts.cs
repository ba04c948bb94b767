namespace PenguinMails.AppHost.Development;

/// <summary>Parts of a development instance. The optional ones start with it, and nothing waits for them.</summary>
[Flags]
internal enum InstanceParts
{
    /// <summary>What SSH keys need; always there.</summary>
    Ssh = 0,

    /// <summary>A mail server on each tenant server.</summary>
    Mail = 1,

    /// <summary>A DNS server with the zones of the platform and of the tenants.</summary>
    Dns = 2,

    /// <summary>Everything.</summary>
    All = Mail | Dns,
}
