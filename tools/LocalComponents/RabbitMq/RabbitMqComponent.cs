namespace PenguinMails.LocalComponents;

/// <summary>One RabbitMQ broker on loopback.</summary>
/// <param name="folder">Its state folder.</param>
/// <param name="port">Its AMQP port on 127.0.0.1.</param>
/// <param name="managementPort">The port of its management API and pages on 127.0.0.1; null: it has none, which saves 2 s of its start and 5 s of its stop.</param>
public sealed class RabbitMqComponent(string folder, int port, int? managementPort = null)
{
    // Ports that only Erlang itself uses.
    private readonly int _distributionPort = ReservedPort.Take();
    private readonly int _portMapperPort = ReservedPort.Take();

    /// <summary>The administrator's account. Services have accounts of their own.</summary>
    public const string Administrator = "platform";

    public string Folder => folder;

    public int Port => port;

    public int? ManagementPort => managementPort;

    /// <summary>The password of an account, made on first use.</summary>
    /// <param name="account">The administrator's, or one of the definitions'.</param>
    public string PasswordOf(string account) => GeneratedPassword.ReadOrCreate(Path.Combine(folder, $"password-{account}"));

    /// <summary>Runs the broker until it is told to stop by SIGTERM.</summary>
    public ComponentCommand Command => ComponentCommand.Script("rabbitmq.sh", folder, new Dictionary<string, string>
    {
        ["PM_FOLDER"] = folder,
        ["PM_DIST_PORT"] = $"{_distributionPort}",
        ["PM_EPMD_PORT"] = $"{_portMapperPort}",
    });

    /// <summary>How to reach a virtual host.</summary>
    /// <param name="virtualHost">Its name; empty for the default one, "/".</param>
    /// <param name="account">Who connects.</param>
    public string ConnectionString(string virtualHost = "", string account = Administrator) =>
        $"amqp://{account}:{PasswordOf(account)}@127.0.0.1:{port}/{Uri.EscapeDataString(virtualHost)}";

    /// <summary>Writes what the command reads. Call it before each start.</summary>
    public void Prepare()
    {
        ProtectedFile.Write(Path.Combine(folder, "enabled_plugins"), managementPort is null ? "[].\n" : "[rabbitmq_management].\n");
        ProtectedFile.Write(Path.Combine(folder, "definitions.json"), RabbitMqDefinitions.WithPasswords(Administrator, PasswordOf));
        ProtectedFile.Write(Path.Combine(folder, "rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{port}
            {(managementPort is { } management ? $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {management}" : "")}
            load_definitions = @state@/definitions.json
            log.console = true
            log.console.level = info
            log.file = false

            """);
    }
}
