namespace PenguinMails.LocalComponents;

/// <summary>tools/DevVault, the stand-in for machines without a Vault.</summary>
/// <param name="folder">Its state folder.</param>
/// <param name="port">Its port on 127.0.0.1.</param>
/// <param name="postgres">Connection string of its storage; null keeps everything in memory.</param>
public sealed class DevVaultComponent(string folder, int port, string? postgres = null)
{
    public string Address => $"http://127.0.0.1:{port}";

    /// <summary>Runs it until SIGTERM; it starts sealed.</summary>
    public ComponentCommand Command
    {
        get
        {
            var env = new Dictionary<string, string> { ["PM_FOLDER"] = folder, ["DOTNET_ENVIRONMENT"] = "Development" };
            if (postgres is not null)
            {
                env["DEVVAULT_POSTGRES"] = postgres;
            }

            var script = ComponentCommand.Script("vault.sh", folder, env);
            return script with { Args = [.. script.Args, "dotnet", RepositoryFolder.AssemblyOf("DevVault"), "--listen", $"127.0.0.1:{port}"] };
        }
    }

    /// <summary>Makes the state folder.</summary>
    public void Prepare() => Directory.CreateDirectory(folder);
}
