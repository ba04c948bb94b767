namespace PenguinMails.LocalComponents;

/// <summary>A real Vault or OpenBao server.</summary>
/// <param name="program">Path of "vault" or "bao".</param>
/// <param name="folder">Its state folder.</param>
/// <param name="port">Its port on 127.0.0.1.</param>
/// <param name="storage">The database that keeps its contents; null keeps everything in memory.</param>
public sealed class VaultServerComponent(string program, string folder, int port, VaultDatabase? storage)
{
    private readonly int _clusterPort = ReservedPort.Take();

    public string Address => $"http://127.0.0.1:{port}";

    /// <summary>Creates the storage's tables if need be, and runs the server until SIGTERM; it starts sealed.</summary>
    public ComponentCommand Command
    {
        get
        {
            var env = new Dictionary<string, string> { ["PM_FOLDER"] = folder };
            if (storage is not null)
            {
                env["PM_POSTGRES_PORT"] = $"{storage.Port}";
                env["PM_POSTGRES_DATABASE"] = storage.Name;
                env["PM_POSTGRES_USER"] = storage.User;
            }

            var script = ComponentCommand.Script("vault.sh", folder, env);
            return script with { Args = [.. script.Args, program, "server", "-config", Path.Combine(folder, "server.hcl")] };
        }
    }

    /// <summary>The server on PATH, or null.</summary>
    public static string? FindProgram() => FindProgram(Environment.GetEnvironmentVariable("PATH"), "vault", "bao");

    /// <summary>The first of these programs on a path, or null.</summary>
    public static string? FindProgram(string? path, params string[] names) =>
        (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(place => names.Select(name => Path.Combine(place, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Writes what the command reads. Call it before each start.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(folder);
        if (storage is not null)
        {
            ProtectedFile.Write(Path.Combine(folder, "pgpass"), $"127.0.0.1:{storage.Port}:{storage.Name}:{storage.User}:{storage.PlainTextPassword}\n");
        }

        // Memory is not locked (disable_mlock): that needs a right that a container may lack, and swap of a development
        // machine is no concern. Idle connections are kept because the storage otherwise reconnects for every request.
        ProtectedFile.Write(Path.Combine(folder, "server.hcl"), $$"""
            disable_mlock = true
            api_addr      = "{{Address}}"
            cluster_addr  = "https://127.0.0.1:{{_clusterPort}}"

            listener "tcp" {
              address         = "127.0.0.1:{{port}}"
              cluster_address = "127.0.0.1:{{_clusterPort}}"
              tls_disable     = true
            }

            {{(storage is null ? "storage \"inmem\" {}" : $$"""
            storage "postgresql" {
              connection_url       = "{{storage.Url}}"
              ha_enabled           = "true"
              max_idle_connections = 128
            }
            """)}}

            """);
    }
}

/// <summary>A database on this machine that a Vault stores in.</summary>
/// <param name="Port">The server's port on 127.0.0.1.</param>
/// <param name="Name">The database's name.</param>
/// <param name="User">The role that owns it.</param>
/// <param name="PlainTextPassword">The role's password: letters, digits, '-' and '_'.</param>
public sealed record VaultDatabase(int Port, string Name, string User, string PlainTextPassword)
{
    internal string Url => $"postgres://{User}:{PlainTextPassword}@127.0.0.1:{Port}/{Name}?sslmode=disable";

    public override string ToString() => $"{Name} at port {Port}";
}
