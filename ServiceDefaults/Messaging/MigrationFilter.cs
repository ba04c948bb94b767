using MassTransit;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Lets a message wait until the database has the schema that this version needs: it would be set aside as one that cannot be handled.
/// </summary>
internal sealed class MigrationFilter(MigrationsDone migrations) : IFilter<ConsumeContext>
{
    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        await migrations.WaitAsync(context.CancellationToken);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("migrations");
}
