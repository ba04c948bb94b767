using System.Globalization;

namespace PenguinMails.AppHost.Development;

/// <summary>The settings of a development instance: from the environment and the command line.</summary>
internal sealed record DevelopmentInstance
{
    /// <summary>Port of the gateway on loopback. <c>PENGUINMAILS_PORT</c>.</summary>
    public int GatewayPort { get; private init; } = 8080;

    /// <summary>Port of the Aspire dashboard on loopback. <c>PENGUINMAILS_DASHBOARD_PORT</c>.</summary>
    public int DashboardPort { get; private init; } = 18888;

    /// <summary>Port of RabbitMQ's management UI on loopback; null: it is not started. <c>PENGUINMAILS_BROKER_PORT</c>.</summary>
    public int? BrokerManagementPort { get; private init; }

    /// <summary>State that survives a restart. <c>PENGUINMAILS_DATA</c>.</summary>
    public string DataFolder { get; private init; } = Path.Combine(RepositoryFolder.Find(), ".data");

    /// <summary>Wanted first three numbers of the tenant servers' addresses. <c>PENGUINMAILS_SERVER_NET</c>.</summary>
    public string ServerNet { get; private init; } = "127.0.10";

    /// <summary>How long an old SSH key works beside its successor, from 5 s. <c>PENGUINMAILS_SSH_GRACE</c>.</summary>
    public TimeSpan SshGrace { get; private init; } = TimeSpan.FromHours(24);

    /// <summary>Which parts it has. <c>PENGUINMAILS_PARTS</c>.</summary>
    public InstanceParts Parts { get; private init; } = InstanceParts.All;

    /// <summary>An existing Vault. <c>VAULT_ADDR</c>.</summary>
    public Uri? VaultAddress { get; private init; }

    /// <summary>A token that may bootstrap that Vault. <c>VAULT_TOKEN</c>.</summary>
    public string? VaultToken { get; private init; }

    /// <summary>Keep the root token of the Vault that is started here, in <c>vault/root-token</c>. <c>PENGUINMAILS_KEEP_ROOT_TOKEN</c>.</summary>
    public bool KeepsRootToken { get; private init; }

    /// <summary>Start without the state of earlier runs. <c>--fresh</c>.</summary>
    public bool IsFresh { get; private init; }

    /// <summary>Run the demo in a temporary instance, then end. <c>demo</c>.</summary>
    public bool IsDemo { get; private init; }

    /// <summary>The folder of a temporary instance.</summary>
    public ThrowAwayFolder? ThrowAway { get; private init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingsException">Names every setting that is wrong.</exception>
    public static DevelopmentInstance Read(string[] args)
    {
        var commandLine = CommandLine.Read(args);
        var settings = new SettingsReader();
        var instance = new DevelopmentInstance();
        instance = instance with
        {
            GatewayPort = settings.Port("PENGUINMAILS_PORT") ?? instance.GatewayPort,
            DashboardPort = settings.Port("PENGUINMAILS_DASHBOARD_PORT") ?? instance.DashboardPort,
            BrokerManagementPort = settings.Port("PENGUINMAILS_BROKER_PORT"),
            DataFolder = settings.Text("PENGUINMAILS_DATA") is { } folder ? Path.GetFullPath(folder) : instance.DataFolder,
            ServerNet = settings.Text("PENGUINMAILS_SERVER_NET") ?? instance.ServerNet,
            SshGrace = settings.Duration("PENGUINMAILS_SSH_GRACE", TimeSpan.FromSeconds(5)) ?? instance.SshGrace,
            Parts = settings.Flags<InstanceParts>("PENGUINMAILS_PARTS") ?? instance.Parts,
            VaultAddress = settings.Address("VAULT_ADDR"),
            VaultToken = settings.Text("VAULT_TOKEN"),
            KeepsRootToken = settings.Flag("PENGUINMAILS_KEEP_ROOT_TOKEN"),
            IsFresh = commandLine.IsFresh,
            IsDemo = commandLine.IsDemo,
        };
        settings.ThrowIfWrong();
        // Children inherit the environment, and none of them needs this token there.
        Environment.SetEnvironmentVariable("VAULT_TOKEN", null);
        return instance.IsDemo ? instance.AsThrowAway() : instance;
    }

    /// <summary>State folder of one resource.</summary>
    public string FolderOf(string resource) => Path.Combine(DataFolder, resource);

    private DevelopmentInstance AsThrowAway()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"penguinmails-demo-{Guid.CreateVersion7():N}");
        var folder = new ThrowAwayFolder(Path.Combine(Path.GetTempPath(), name));
        return this with
        {
            GatewayPort = ReservedPort.Take(),
            DashboardPort = ReservedPort.Take(),
            DataFolder = Path.Combine(folder.Path, "data"),
            SshGrace = TimeSpan.FromSeconds(8),
            Parts = InstanceParts.Ssh,
            ThrowAway = folder,
        };
    }
}
