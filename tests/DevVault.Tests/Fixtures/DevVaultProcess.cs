using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.DevVault.Tests.Fixtures;

/// <summary>The program itself, with arguments and environment of one's own.</summary>
internal static class DevVaultProcess
{
    public static Task<ChildProcess> StartAsync(string? postgres = null, string environment = "Development", params string[] arguments)
    {
        var variables = new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = environment, ["ASPNETCORE_ENVIRONMENT"] = environment };
        if (postgres is not null)
        {
            variables["DEVVAULT_POSTGRES"] = postgres;
        }

        string[] all = arguments.Length > 0 ? arguments : ["--listen", "127.0.0.1:0"];
        var command = new ComponentCommand("dotnet", [RepositoryFolder.AssemblyOf("DevVault"), .. all], variables, TestFolder.Create("devvault"));
        return ChildProcess.StartAsync(command, "DevVault");
    }
}
