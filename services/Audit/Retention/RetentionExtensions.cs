namespace PenguinMails.Audit.Retention;

internal static class RetentionExtensions
{
    /// <summary>Takes old months out of the database, and brings them back.</summary>
    public static void AddRetention(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>();
        services.AddSingleton<ArchiveFiles>();
        services.AddSingleton<MonthArchiver>();
        services.AddSingleton<ArchiveRestore>();
        services.AddHostedService<RetentionWorker>();
    }
}
