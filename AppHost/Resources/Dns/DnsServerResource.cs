namespace PenguinMails.AppHost.Resources.Dns;

/// <summary>The DNS server of a development instance. It is not part of a published application.</summary>
internal sealed class DnsServerResource(string name, DnsServer server, ParameterResource updateKey) : ExecutableResource(name, server.Command.Path, server.Folder)
{
    /// <summary>The secret of the key for updates.</summary>
    public ParameterResource UpdateKey { get; } = updateKey;

    public DnsServer Server { get; } = server;
}
