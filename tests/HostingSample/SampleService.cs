using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PenguinMails.HostingSample;

/// <summary>Tells what it was started with.</summary>
internal static class SampleService
{
    public static async Task RunAsync(string[] args)
    {
        await using var app = WebApplication.CreateSlimBuilder(args).Build();
        app.MapGet("/health", () => Results.Ok());
        app.MapGet("/process", () => Environment.ProcessId.ToString());
        app.MapGet("/arguments", () => string.Join(' ', args));
        app.MapGet("/environment/{name}", (string name) => Environment.GetEnvironmentVariable(name) ?? "");
        await app.RunAsync();
    }
}
