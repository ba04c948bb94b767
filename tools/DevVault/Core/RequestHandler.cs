using PenguinMails.DevVault.Audit;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;
using PenguinMails.DevVault.Policies;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.Core;

/// <summary>
/// One request from token to answer: who asks, may they, audit, handle, wrap, audit again. Nothing is handled that no audit
/// device could record, and nothing is answered either.
/// </summary>
internal sealed class RequestHandler(ActiveVault vault)
{
    public async ValueTask<LogicalResponse?> HandleAsync(LogicalRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation is Operation.Update or Operation.Create && request.Path.EndsWith('/'))
        {
            return LogicalResponse.Invalid("cannot write to a path ending in '/'");
        }

        var mounted = vault.Mounts.Route(request.Path);
        if (mounted is not null)
        {
            request.MountType = mounted.Entry.Type;
            request.MountPath = request.Path.Length < mounted.Entry.FullPath.Length ? string.Empty : request.Path[mounted.Entry.FullPath.Length..];
        }

        var isOpen = mounted is not null && Backend.Covers(mounted.Backend.UnauthenticatedPaths, request.MountPath);
        request.IsOpen = isOpen;
        var caller = isOpen ? Caller.Anonymous : await CallerAsync(request, mounted, cancellationToken);
        var record = new AuditRecord(request, caller.Token, vault.Access);
        if (!await vault.Audit.RecordRequestAsync(record, caller.Refusal, cancellationToken))
        {
            await FinishAsync(caller);
            return new() { Refusal = Refusal.Internal with { Listed = !isOpen } };
        }

        var response = caller.Refusal is null
            ? await AnswerAsync(request, mounted, cancellationToken)
            : new() { Refusal = caller.Refusal };
        if (isOpen && response?.Refusal is { Listed: true } refusal)
        {
            // Open paths answer without the list that the others put around an error.
            response = new() { Refusal = refusal with { Listed = false } };
        }

        response = await WrapAsync(request, response, cancellationToken);
        await FinishAsync(caller);
        return await vault.Audit.RecordResponseAsync(record, response, cancellationToken)
            ? response
            : new() { Refusal = Refusal.Internal with { Listed = false } };
    }

    private async ValueTask<Caller> CallerAsync(LogicalRequest request, Mounted? mounted, CancellationToken cancellationToken)
    {
        AccessList? access = null;
        Refusal? refusal = null;
        try
        {
            access = await vault.Access.OfCallerAsync(request, cancellationToken);
            await DistinguishCreateAsync(request, mounted, cancellationToken);
        }
        catch (RefusedException refused)
        {
            refusal = refused.Refusal;
        }

        // A use is taken even when the request is then refused.
        TokenUse? use = null;
        if (request.Token is { } token)
        {
            use = await vault.Tokens.UseAsync(token, cancellationToken);
            if (use is null)
            {
                return new(token, null, Refusal.InvalidToken);
            }

            request.Token = use.Entry;
        }

        var needsSudo = mounted is not null && Backend.Covers(mounted.Backend.SudoPaths, request.MountPath);
        return refusal is null && !access!.Allows(request, needsSudo)
            ? new(use?.Entry, use, Refusal.PolicyDenied)
            : new(use?.Entry, use, refusal);
    }

    private static async ValueTask DistinguishCreateAsync(LogicalRequest request, Mounted? mounted, CancellationToken cancellationToken)
    {
        if (request.Operation == Operation.Update && mounted is not null
            && await mounted.Backend.ExistsAsync(request, cancellationToken) == false)
        {
            request.Operation = Operation.Create;
        }
    }

    private static async ValueTask<LogicalResponse?> AnswerAsync(LogicalRequest request, Mounted? mounted, CancellationToken cancellationToken)
    {
        if (mounted is null)
        {
            return LogicalResponse.Refused(StatusCodes.Status404NotFound, $"no handler for route '{request.Path}'");
        }

        try
        {
            return await mounted.Backend.HandleAsync(request, cancellationToken);
        }
        catch (RefusedException refused)
        {
            return new() { Refusal = refused.Refusal };
        }
    }

    private async ValueTask<LogicalResponse?> WrapAsync(LogicalRequest request, LogicalResponse? response, CancellationToken cancellationToken) =>
        request.WrapTtl > TimeSpan.Zero && response is { Refusal: null, Wrap: null }
            ? new() { Wrap = await vault.Wrapping.WrapAsync(request, response, cancellationToken), Warnings = response.Warnings, Auth = null }
            : response;

    private async ValueTask FinishAsync(Caller caller)
    {
        if (caller.Use is { IsLast: true } use)
        {
            await vault.Tokens.RevokeAsync(use.Entry.Hash, CancellationToken.None);
        }
    }

    /// <param name="Use">Null when no token was used.</param>
    private sealed record Caller(TokenEntry? Token, TokenUse? Use, Refusal? Refusal)
    {
        public static readonly Caller Anonymous = new(null, null, null);
    }
}
