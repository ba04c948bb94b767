using System.Net;

namespace PenguinMails.DevVault.Hosting;

/// <summary>How the server is started.</summary>
/// <param name="Listen">Address and port; loopback only. Port 0 takes a free one. Default 127.0.0.1:8200.</param>
/// <param name="PostgresConnection">Npgsql connection string of the storage, or null to keep everything in memory.</param>
internal sealed record StartOptions(IPEndPoint Listen, string? PostgresConnection)
{
    public const string PostgresVariable = "DEVVAULT_POSTGRES";
    public const string Usage = "Usage: DevVault [--listen 127.0.0.1:8200] [--postgres CONNECTION]   (or the connection in DEVVAULT_POSTGRES)";

    /// <exception cref="StartRefusedException">Unknown arguments, or an address that others could reach.</exception>
    public static StartOptions Parse(string[] arguments, Func<string, string?> environment)
    {
        var listen = new IPEndPoint(IPAddress.Loopback, 8200);
        var postgres = environment(PostgresVariable);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length)
            {
                throw new StartRefusedException($"{arguments[i]} needs a value.");
            }

            switch (arguments[i])
            {
                case "--listen" when IPEndPoint.TryParse(arguments[i + 1], out var given):
                    listen = given;
                    break;
                case "--listen":
                    throw new StartRefusedException($"Not an address and port: {arguments[i + 1]}");
                case "--postgres":
                    postgres = arguments[i + 1];
                    break;
                default:
                    throw new StartRefusedException($"Unknown argument: {arguments[i]}");
            }
        }

        return IPAddress.IsLoopback(listen.Address)
            ? new(listen, postgres is { Length: > 0 } ? postgres : null)
            : throw new StartRefusedException($"{listen.Address} is not a loopback address. This server is for development on one machine.");
    }

    public override string ToString() => Listen.ToString();
}
