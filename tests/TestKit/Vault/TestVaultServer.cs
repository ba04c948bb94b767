using Npgsql;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>
/// What <see cref="TestVault"/> runs: "vault" or "bao" when there is one on PATH, else DevVault. TESTVAULT=vault, bao or dev decides it, and then what it
/// names must be there.
/// </summary>
/// <param name="Command">Runs it; it starts sealed.</param>
/// <param name="Prepare">Writes what the command reads.</param>
public sealed record TestVaultServer(Func<ComponentCommand> Command, Action Prepare)
{
    private const string DevVault = "dev";

    private static readonly string[] RealServers = ["vault", "bao"];

    /// <summary>The program that a value of TESTVAULT chooses; null: DevVault.</summary>
    /// <param name="wish">TESTVAULT; nothing leaves it to what there is.</param>
    /// <param name="path">PATH.</param>
    /// <exception cref="InvalidOperationException">What is wanted is not there, or is none of the three.</exception>
    public static string? Choose(string? wish, string? path) => wish switch
    {
        null or "" => VaultServerComponent.FindProgram(path, RealServers),
        DevVault => null,
        _ when RealServers.Contains(wish, StringComparer.Ordinal) => VaultServerComponent.FindProgram(path, wish)
            ?? throw new InvalidOperationException($"TESTVAULT={wish}, and there is no '{wish}' on PATH."),
        _ => throw new InvalidOperationException($"TESTVAULT is '{wish}'; it can be {DevVault}, {string.Join(" or ", RealServers)}."),
    };

    /// <param name="program">As <see cref="Choose"/> says.</param>
    /// <param name="folder">Its state folder.</param>
    /// <param name="port">Its port on 127.0.0.1.</param>
    /// <param name="postgres">Connection string of its storage; null keeps everything in memory.</param>
    internal static TestVaultServer Of(string? program, string folder, int port, string? postgres)
    {
        if (program is null)
        {
            var stand = new DevVaultComponent(folder, port, postgres);
            return new(() => stand.Command, stand.Prepare);
        }

        var server = new VaultServerComponent(program, folder, port, postgres is null ? null : DatabaseOf(new NpgsqlConnectionStringBuilder(postgres)));
        return new(() => server.Command, server.Prepare);
    }

    private static VaultDatabase DatabaseOf(NpgsqlConnectionStringBuilder postgres) =>
        new(postgres.Port, postgres.Database!, postgres.Username!, postgres.Password!);
}
