namespace PenguinMails.AppHost.Resources.Dns;

/// <summary>The DNS server of a development instance. It is not part of a published application.</summary>
internal sealed class DnsServerResource(string name, DnsServer server) : ExecutableResource(name, server.Command.Path, server.Folder)
{
    public DnsServer Server { get; } = server;
}
