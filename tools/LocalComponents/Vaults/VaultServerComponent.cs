namespace PenguinMails.LocalComponents;

/// <summary>A real Vault or OpenBao server on PostgreSQL storage.</summary>
/// <param name="program">Path of "vault" or "bao".</param>
/// <param name="folder">Its state folder.</param>
/// <param name="port">Its port on 127.0.0.1.</param>
/// <param name="storage">The server that holds its database.</param>
/// <param name="password">The password of the role and database "vault".</param>
public sealed class VaultServerComponent(string program, string folder, int port, PostgresComponent storage, string password)
{
    private readonly int _clusterPort = ReservedPort.Take();

    public string Address => $"http://127.0.0.1:{port}";

    /// <summary>Creates the storage's tables if need be, and runs the server until SIGTERM; it starts sealed.</summary>
    public ComponentCommand Command
    {
        get
        {
            var script = ComponentCommand.Script("vault.sh", folder, new Dictionary<string, string>
            {
                ["PM_FOLDER"] = folder,
                ["PM_POSTGRES_PORT"] = $"{storage.Port}",
            });
            return script with { Args = [.. script.Args, program, "server", "-config", Path.Combine(folder, "server.hcl")] };
        }
    }

    /// <summary>The server on PATH, or null.</summary>
    public static string? FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => new[] { Path.Combine(folder, "vault"), Path.Combine(folder, "bao") })
        .FirstOrDefault(File.Exists);

    /// <summary>Writes what the command reads. Call it before each start.</summary>
    public void Prepare()
    {
        ProtectedFile.Write(Path.Combine(folder, "pgpass"), $"127.0.0.1:{storage.Port}:vault:vault:{password}\n");
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

            storage "postgresql" {
              connection_url       = "postgres://vault:{{password}}@127.0.0.1:{{storage.Port}}/vault?sslmode=disable"
              ha_enabled           = "true"
              max_idle_connections = 128
            }

            """);
    }
}
