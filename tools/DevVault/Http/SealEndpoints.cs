using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Http;

/// <summary>sys/seal, which needs a token with "sudo" on the path and tells so in a way of its own, and sys/step-down.</summary>
internal sealed class SealEndpoints(VaultServer server)
{
    /// <summary>Sealing what is sealed succeeds, whoever asks.</summary>
    public Task SealAsync(HttpContext http, RequestTarget target) => server.Active is null && http.Request.Method is "PUT" or "POST"
        ? HttpReply.EmptyAsync(http, StatusCodes.Status204NoContent)
        : AuthorizedAsync(http, target, "sys/seal", () => server.SealAsync(CancellationToken.None));

    /// <summary>A single node has nobody to hand over to, and asks nobody for a right.</summary>
    public Task StepDownAsync(HttpContext http, RequestTarget target) => http.Request.Method is not ("PUT" or "POST")
        ? HttpReply.ErrorsAsync(http, StatusCodes.Status405MethodNotAllowed)
        : server.Active is null ? throw new RefusedException(Refusal.Sealed) : HttpReply.EmptyAsync(http, StatusCodes.Status204NoContent);

    private async Task AuthorizedAsync(HttpContext http, RequestTarget target, string path, Func<Task> act)
    {
        var request = await LogicalRequestReader.ReadAsync(http, target, path, server.Active);
        if (request.Operation != Operation.Update)
        {
            await HttpReply.ErrorsAsync(http, StatusCodes.Status405MethodNotAllowed);
            return;
        }

        var vault = server.Active ?? throw new RefusedException(Refusal.Sealed);
        if (await new ServerPermission(vault).ProblemAsync(request, http.RequestAborted) is { } refusal)
        {
            await HttpReply.RefusedAsync(http, refusal);
            return;
        }

        await act();
        await HttpReply.EmptyAsync(http, StatusCodes.Status204NoContent);
    }
}
